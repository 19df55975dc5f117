/**
 * Opens a connection to an origin, so that a call which has to wait for its token need not wait for that as well: DNS, TCP
 * and TLS take some three round trips. Nothing of the call is sent. Done once an origin and page.
 *
 * Without credentials, as fetch has it across origins, and preflights always.
 */
export declare function preconnect(origin: string): void;
