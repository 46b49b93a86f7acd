/** The openssl program, for tests that want a second opinion. */

import { spawnSync } from 'node:child_process';

const PROGRAM = 'openssl';

const isThere = spawnSync(PROGRAM, ['version']).status === 0;
if (!isThere) process.stderr.write('OpenSSL is not installed: the tests that ask it are SKIPPED\n');

/** Reason to skip, for `it.skipIf`. */
export const withoutOpenSsl = !isThere;

/** What it prints; throws with what it complains about. */
export function openssl(args: readonly string[], input: Uint8Array | string = ''): string {
  const { status, stdout, stderr } = spawnSync(PROGRAM, args, { input });
  if (status !== 0) throw new Error(`${PROGRAM} ${args.join(' ')}: ${stderr}`);
  return `${stdout}${stderr}`;
}
