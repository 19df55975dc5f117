/**
 * In place of `tldts`, by which msw's cookie jar finds out which domains are public suffixes. Its list is half of the
 * page's script, and no cookie is set here.
 */
export function getDomain(hostname: string): string {
  return hostname;
}
