/**
 * Why the API refuses a good token: its clock is ahead or behind, it requires a claim that the account does not add, or it
 * cannot load the keys.
 */
export type ApiFault = "clock-ahead" | "clock-behind" | "claim-required" | "keys-unavailable";
