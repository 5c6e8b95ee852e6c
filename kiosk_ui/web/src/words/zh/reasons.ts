// 为什么退款、为什么取消：收银台记的是代码，这里是话。
export const zh = {
  because_size: "尺码不合适",
  because_dislike: "不喜欢",
  because_quality: "东西有毛病",
  because_wrong: "拿错了",
  because_left: "顾客走了",
  because_double: "重复下单",
} as const;
