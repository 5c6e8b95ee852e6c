import { expect, test } from "vitest";
import { grouped } from "./label.tsx";

test("a mobile number is grouped as it is read aloud, any other stays as it was given", () => {
  expect(grouped("15400001037")).toBe("154 0000 1037");
  expect(grouped("0571-8700 1234")).toBe("0571-8700 1234");
});
