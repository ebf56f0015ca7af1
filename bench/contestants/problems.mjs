/** Problems as the peers' users write them: one shape for all of them. */

export const problemOf = (status, title, errors) =>
  JSON.stringify({ type: 'about:blank', title, status, ...(errors && { errors }) });

/** Errors of Ajv about a part of the request. */
export const toErrors = (location, errors = []) =>
  errors.map(({ instancePath = '', keyword, message }) => ({
    in: location,
    pointer: instancePath,
    code: keyword,
    message,
  }));

export const PROBLEM = 'application/problem+json';
