// Words of signing in.
import type { zh } from "../zh/staff.ts";

export const en: Record<keyof typeof zh, string> = {
  who: "Who is on today?",
  pin_for: "{name}, your PIN please",
  pin: "PIN",
  pin_dots: "{n} {n|digit|digits} entered",
  other_person: "Someone else",
  role_cashier: "Cashier",
  role_manager: "Manager",
  role_attendant: "Attendant",
  first_title: "Opening for the first time",
  first_line: "The store's computer printed a one-time code when it started; it makes the first manager",
  first_code: "One-time code",
  first_name: "Name",
  first_pin: "PIN (4 to 12 digits)",
  first_go: "Make it and go in",
  first_only: "No staff yet? Use the one-time code",
  first_back: "Back to sign-in",
  go_in: "Go in",
  forbidden: "This page is not for your role; sign in as someone else",
};
