import type { RunningTarget, TargetFile } from './model.ts';

/** A server that somebody else runs: nothing is started, nothing is stopped. */
export function useUrl(file: TargetFile): RunningTarget {
  return {
    file,
    baseUrl: file.url,
    ...(file.admin === undefined ? {} : { adminToken: file.admin.token }),
    output: () => '',
    stop: async () => undefined,
  };
}
