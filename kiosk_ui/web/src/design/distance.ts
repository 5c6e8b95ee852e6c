// Metres as people say them: to 50 m, to a tenth below ten kilometres, else whole kilometres.
export interface Distance {
  unit: "m" | "km";
  n: string;
}

export function distance(metres: number): Distance {
  const near = Math.max(50, Math.round(metres / 50) * 50);
  if (near < 1000) return { unit: "m", n: String(near) };
  const km = metres / 1000;
  return { unit: "km", n: km < 9.95 ? km.toFixed(1) : String(Math.round(km)) };
}
