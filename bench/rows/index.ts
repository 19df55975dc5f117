import { burst } from "./burst.ts";
import { bytes } from "./bytes.ts";
import { firstCall } from "./first-call.ts";
import { growth } from "./growth.ts";
import { ownTime } from "./own-time.ts";
import type { Row } from "./row.ts";
import { clock, steady } from "./steady.ts";
import { down, refusing, revoked } from "./trouble.ts";
import { verify } from "./verify.ts";
import { visit } from "./visit.ts";
import { warm } from "./warm.ts";

/** In the order of the report. */
export const rows: readonly Row[] = [
  bytes,
  firstCall,
  visit,
  warm,
  ownTime,
  burst,
  steady,
  clock,
  revoked,
  refusing,
  down,
  growth,
  verify,
];
