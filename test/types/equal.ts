/** Whether two types are the same, `any` and `unknown` told apart. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile for anything but `true`. */
export type Holds<T extends true> = T;
