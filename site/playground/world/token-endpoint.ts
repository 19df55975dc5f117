/** How the token endpoint behaves. */
export const tokenEndpointStates = ["ok", "down", "rate-limited", "no-plan", "sign-in-page"] as const;

export type TokenEndpointState = (typeof tokenEndpointStates)[number];
