/** Sets the clock of this page's device; timers and the monotonic clock go on as they are. */
export function setDeviceClock(page: typeof globalThis, hours: number, original: DateConstructor): void {
  const now = () => original.now() + hours * 3_600_000;
  page.Date = class extends original {
    constructor(...values: [] | ConstructorParameters<DateConstructor>) {
      if (values.length === 0) super(now());
      else super(...(values as [number]));
    }
    static override now = now;
  } as DateConstructor;
}
