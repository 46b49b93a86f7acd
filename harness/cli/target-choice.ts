/** `--target FILE|URL` and what else the command line says about the target. */

import type { Registry } from '../spec/registry.ts';
import { embeddedTargetFile, urlTargetFile } from '../target/defaults.ts';
import { loadTargetFile } from '../target/load.ts';
import type { TargetFile } from '../target/model.ts';
import { isTargetDomain, isTargetUrl } from '../target/schema.ts';
import type { RunWords } from './program.ts';
import { UsageError } from './usage-error.ts';

const EMBEDDED_DOMAIN = 'home.test';

type TargetWords = Pick<RunWords, 'target' | 'domain' | 'maxWait'>;

/** The target that was asked for: a file, a URL, or else the reference server. */
export function chooseTarget(words: TargetWords, registry: Registry): TargetFile {
  const file = targetOf(words, registry);
  if (words.maxWait === undefined) return file;
  return { ...file, limits: { ...file.limits, maxWaitMs: Math.round(words.maxWait * 1000) } };
}

function targetOf({ target, domain }: TargetWords, registry: Registry): TargetFile {
  const profiles = [...registry.profiles.keys()];
  if (domain !== undefined && !isTargetDomain(domain)) {
    throw new UsageError(
      `--domain ${domain} is no domain`,
      'say it without scheme and port, such as home.test',
    );
  }
  if (target === undefined) {
    const embedded = embeddedTargetFile(domain ?? EMBEDDED_DOMAIN, profiles);
    return domain === undefined ? embedded : { ...embedded, commandLine: `--domain ${domain}` };
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) {
    if (domain !== undefined) {
      throw new UsageError('--domain goes with a URL', `the domain of this target stands in ${target}`);
    }
    const known = { profiles, requirements: registry.requirementIds() };
    return loadTargetFile(target, { known, environment: process.env });
  }
  if (!isTargetUrl(target)) {
    throw new UsageError(`--target ${target} is no base URL`, 'say it without query and fragment');
  }
  if (domain === undefined) {
    throw new UsageError('a target given by URL needs --domain', 'the domain of the FIDs that it issues');
  }
  return urlTargetFile(target, domain, profiles);
}
