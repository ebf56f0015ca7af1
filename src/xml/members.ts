/** What stands before the names of attributes that no schema names. */
export const ATTRIBUTE_SIGN = '@';

/** The text of an element whose schema does not say what it is, beside elements or attributes. */
export const TEXT_MEMBER = '#text';
