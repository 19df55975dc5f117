import { sharedClient } from "./shared.ts";

// The script-tag build: the only module that does something when it is loaded.
(globalThis as { HCJwt?: unknown }).HCJwt = sharedClient();
