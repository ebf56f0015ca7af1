import { SetupError } from './finding.ts';

const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
  error.message.includes(`'${name}'`);

/** What kept a package from being loaded: that it is not installed, said with the mend, or whatever else it was. */
export const toPackageError = (error: unknown, name: string, neededBy: string): unknown =>
  isMissing(error, name)
    ? new SetupError(
        [
          {
            code: 'package-missing',
            pointer: neededBy,
            message: `${neededBy} needs the package ${name}, which is not installed.`,
            mend: `npm install ${name}`,
          },
        ],
        'the packages',
      )
    : error;
