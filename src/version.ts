/** The version of this package, which compiled documents are held to. */
export const VERSION = '0.1.0';
