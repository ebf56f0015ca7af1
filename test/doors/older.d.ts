/** Older frameworks, which come without types. Those of the newer ones fit what is used here. */
declare module 'express4' {
  export { default } from 'express';
}

declare module 'koa2' {
  export { default } from 'koa';
}
