/** The pairs of a `Cookie` field, raw. The first of two equal names wins (RFC 6265 §5.4 sends the more specific one first). */
export function splitCookies(field: string | string[] | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  if (field === undefined) return cookies;
  for (const pair of (Array.isArray(field) ? field.join(';') : field).split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1) continue;
    const name = pair.slice(0, equals).trim();
    if (!cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}
