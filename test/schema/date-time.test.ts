import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDate, isDateTime, isTime } from '../../src/schema/date-time.ts';

describe('date', () => {
  test.each([
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['1900-02-29', false],
    ['2023-02-29', false],
    ['2023-04-31', false],
    ['2023-12-31', true],
    ['0000-01-01', true],
    ['2023-00-10', false],
    ['2023-13-10', false],
    ['2023-01-00', false],
    ['2023-1-1', false],
    ['2023/01/01', false],
    ['2023-01-01 ', false],
    ['２０２３-01-01', false],
    ['', false],
  ])('%s: %s', (text, valid) => expect(isDate(text)).toBe(valid));
});

describe('time', () => {
  test.each([
    ['08:15:30Z', true],
    ['08:15:30z', true],
    ['08:15:30.123456789+05:30', true],
    ['24:00:00Z', false],
    ['08:60:00Z', false],
    ['08:15:61Z', false],
    ['08:15:30', false],
    ['08:15:30+0530', false],
    ['08:15:30+24:00', false],
    ['08:15:30+05:60', false],
    ['08:15:30.Z', false],
    ['08:15Z', false],
    ['08:15:30ZZ', false],
    ['23:59:60Z', true],
    ['22:59:60Z', false],
    ['01:29:60+01:30', true],
    ['15:59:60-08:00', true],
    ['15:59:60+08:00', false],
  ])('%s: %s', (text, valid) => expect(isTime(text)).toBe(valid));
});

describe('date-time', () => {
  test.each([
    ['2024-02-29T08:15:30Z', true],
    ['2024-02-29t08:15:30z', true],
    ['2024-02-29 08:15:30Z', false],
    ['2023-02-29T08:15:30Z', false],
    ['2024-02-29T08:15:30', false],
    ['2024-02-29', false],
  ])('%s: %s', (text, valid) => expect(isDateTime(text)).toBe(valid));

  test('what Date writes is a date-time', () => {
    const range = { min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true };
    fc.assert(fc.property(fc.date(range), (date) => isDateTime(date.toISOString())));
  });

  test('a day is in the calendar when Date keeps it', () => {
    const day = fc.tuple(fc.integer({ min: 1000, max: 9999 }), fc.nat({ max: 99 }), fc.nat({ max: 99 }));
    fc.assert(
      fc.property(day, ([year, month, date]) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
        const kept = new Date(`${text}T00:00:00Z`);
        expect(isDate(text)).toBe(!Number.isNaN(kept.getTime()) && kept.toISOString().startsWith(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
