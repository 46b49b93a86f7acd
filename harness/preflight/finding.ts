/** What a look at a target found, before anything of it is judged. */

/**
 * `good`: as it should be. `note`: worth knowing. `problem`: many scenarios will not get far. `mismatch`: the target file
 * says something else than the server. `useless`: nothing can be found out by a run.
 */
export type Severity = 'good' | 'note' | 'problem' | 'mismatch' | 'useless';

export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly message: string;
  /** What to do, where something is to be done: a key of the target file, an option, or a place to look. */
  readonly fix?: string;
  /** What a target file would say, by path: `dialect.timestampIn` → `query`. */
  readonly settings?: Readonly<Record<string, string | boolean>>;
  /** Who stays on the target because of this look. */
  readonly created?: string;
}

export type FindingId =
  | 'reachable'
  | 'profiles'
  | 'registration'
  | 'domain'
  | 'session'
  | 'admin'
  | 'accounts'
  | 'clock'
  | 'challenge'
  | 'server-key'
  | 'get-body'
  | 'capabilities'
  | 'rate'
  | 'identification'
  | 'reaches-us';

const GRAVITY: readonly Severity[] = ['good', 'note', 'problem', 'mismatch', 'useless'];

/** The gravest of them. */
export function gravest(findings: readonly Finding[]): Severity {
  const worst = Math.max(0, ...findings.map(({ severity }) => GRAVITY.indexOf(severity)));
  return GRAVITY[worst] ?? 'good';
}
