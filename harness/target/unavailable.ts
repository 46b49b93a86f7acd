/** What a target file may say by its format but this version cannot do: refused by name, never ignored. */

import type { TargetYaml } from './schema.ts';

/** A key that cannot be honoured, and what to do instead. */
export interface Unavailable {
  readonly path: readonly string[];
  readonly message: string;
}

const ADVICE = {
  loopback:
    'peers on loopback have a port in their domain, which no federation ID has: say profiles: [external-identity], or named or dns',
  tls: 'TLS towards the target is verified with the system trust store in this version: set NODE_EXTRA_CA_CERTS instead',
  fixtures: 'fixtures are not available in this version: leave them out',
  caFile: '${caFile} exists only where peers.tls is true',
} as const;

/** Everything in a file of the right shape that this version cannot honour. */
export function unavailableIn(yaml: TargetYaml): readonly Unavailable[] {
  const { peers } = yaml;
  const found: (Unavailable | false)[] = [
    ...startTexts(yaml).map(
      ({ path, value }) => !peers.tls && value.includes('${caFile}') && { path, message: ADVICE.caFile },
    ),
    yaml.tls !== undefined && { path: ['tls'], message: ADVICE.tls },
    yaml.fixtures !== undefined && { path: ['fixtures'], message: ADVICE.fixtures },
    peers.addressing === 'loopback' &&
      !areAllHandles(yaml) && { path: ['peers', 'addressing'], message: ADVICE.loopback },
  ];
  return found.filter((entry) => entry !== false);
}

/** Whether people are named by handles, whose domain may have a port, in every profile. */
function areAllHandles({ profiles = [] }: TargetYaml): boolean {
  return profiles.length > 0 && profiles.every((profile) => profile === 'external-identity');
}

function startTexts({
  start,
}: TargetYaml): readonly { readonly path: readonly string[]; readonly value: string }[] {
  const command = (start?.command ?? []).map((value, index) => ({
    path: ['start', 'command', String(index)],
    value,
  }));
  const env = Object.entries(start?.env ?? {}).map(([key, value]) => ({
    path: ['start', 'env', key],
    value,
  }));
  const files = (start?.files ?? []).map(({ source }, index) => ({
    path: ['start', 'files', String(index), 'source'],
    value: source,
  }));
  return [...command, ...env, ...files];
}
