/** Dates and times of RFC 3339 §5.6, read by character codes: these formats decide what a check costs. */

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DASH = 45;
const DOT = 46;
const COLON = 58;
const PLUS = 43;
const T = 84;
const Z = 90;
const LOWER = 32;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The number that two digits make, -1 where there are no two digits. */
const pair = (text: string, at: number): number => {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - 48) * 10 + ones - 48 : -1;
};

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysIn = (month: number, year: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);

const startsWithDate = (text: string): boolean => {
  const century = pair(text, 0);
  const years = pair(text, 2);
  if (century < 0 || years < 0 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const day = pair(text, 8);
  return day >= 1 && day <= daysIn(pair(text, 5), century * 100 + years);
};

/** Minutes that the offset at the end of a time is east of UTC; NaN where there is no offset. */
const offsetAt = (text: string, at: number): number => {
  const sign = text.charCodeAt(at);
  if ((sign & ~LOWER) === Z) return at + 1 === text.length ? 0 : Number.NaN;
  if ((sign !== PLUS && sign !== DASH) || at + 6 !== text.length) return Number.NaN;
  const hours = pair(text, at + 1);
  const minutes = pair(text, at + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || text.charCodeAt(at + 3) !== COLON)
    return Number.NaN;
  return (hours * 60 + minutes) * (sign === PLUS ? 1 : -1);
};

const afterFraction = (text: string, at: number): number => {
  if (text.charCodeAt(at) !== DOT) return at;
  let end = at + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end === at + 1 ? Number.POSITIVE_INFINITY : end;
};

const DAY = 24 * 60;

/** Whether a clock can show what begins at a place, its fraction aside. A leap second is let pass. */
const showsTime = (text: string, at: number): boolean => {
  const hours = pair(text, at);
  const minutes = pair(text, at + 3);
  const seconds = pair(text, at + 6);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return false;
  return text.charCodeAt(at + 2) === COLON && text.charCodeAt(at + 5) === COLON;
};

const endsWithTime = (text: string, at: number): boolean => {
  if (!showsTime(text, at)) return false;
  const hours = pair(text, at);
  const minutes = pair(text, at + 3);
  const seconds = pair(text, at + 6);
  const offset = offsetAt(text, afterFraction(text, at + 8));
  if (Number.isNaN(offset)) return false;
  // A leap second is the last one of a day in UTC.
  return seconds < 60 || (hours * 60 + minutes - offset + DAY) % DAY === DAY - 1;
};

export const isDate = (text: string): boolean => text.length === 10 && startsWithDate(text);

export const isTime = (text: string): boolean => endsWithTime(text, 0);

export const isDateTime = (text: string): boolean =>
  startsWithDate(text) && (text.charCodeAt(10) & ~LOWER) === T && endsWithTime(text, 11);

/** Without an offset, in a time zone that is known otherwise. */
const endsWithLocalTime = (text: string, at: number): boolean =>
  showsTime(text, at) && afterFraction(text, at + 8) === text.length;

export const isLocalTime = (text: string): boolean => endsWithLocalTime(text, 0);

export const isLocalDateTime = (text: string): boolean =>
  startsWithDate(text) && (text.charCodeAt(10) & ~LOWER) === T && endsWithLocalTime(text, 11);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const HTTP_DATE = new RegExp(
  String.raw`^(${DAYS.join('|')}), (\d\d) (${MONTHS.join('|')}) (\d{4}) ([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60) GMT$`,
);

/** The format of dates that is to be sent (RFC 9110 §5.6.7), on a day of the week that it was. */
export const isHttpDate = (text: string): boolean => {
  const [, weekday, day, month, year] = HTTP_DATE.exec(text) ?? [];
  if (weekday === undefined || month === undefined) return false;
  const date = new Date(Date.UTC(2000, MONTHS.indexOf(month), Number(day)));
  date.setUTCFullYear(Number(year), MONTHS.indexOf(month), Number(day));
  return date.getUTCDate() === Number(day) && DAYS[date.getUTCDay()] === weekday;
};
