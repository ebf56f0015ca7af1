/** Source of a token (RFC 9110 §5.6.2): the name of a header field or a parameter, either half of a media type, a method. */
export const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

const WHOLE = new RegExp(`^${TOKEN}$`);

export const isToken = (text: string): boolean => WHOLE.test(text);
