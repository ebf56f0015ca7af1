/** Statuses that never have a body (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
export const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304;
