import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../spec/registry.ts';
import { chooseTarget } from './target-choice.ts';

const registry = await loadRegistry();

describe('the target', () => {
  it('is the reference server unless another is named', () => {
    const target = chooseTarget({}, registry);
    expect(target).toMatchObject({
      launch: { kind: 'embedded' },
      domain: 'home.test',
      allow: { rotateServerKey: true },
      profiles: [...registry.profiles.keys()],
    });
    expect(target.commandLine).toBeUndefined();
  });

  it('may be a URL with a domain, which a rerun repeats', () => {
    expect(chooseTarget({ target: 'https://h.test/base/', domain: 'home.test' }, registry)).toMatchObject({
      name: 'h.test',
      url: 'https://h.test/base',
      launch: { kind: 'url' },
      allow: { rotateServerKey: false },
      commandLine: '--target https://h.test/base/ --domain home.test',
    });
  });

  it('waits as long as the command line says', () => {
    expect(chooseTarget({ maxWait: 0.5 }, registry).limits.maxWaitMs).toBe(500);
  });

  it.each([
    [{ target: 'https://h.test' }, 'a target given by URL needs --domain'],
    [{ target: 'https://h.test/?a=b', domain: 'home.test' }, '--target https://h.test/?a=b is no base URL'],
    [{ target: 'ftp://h.test', domain: 'home.test' }, '--target ftp://h.test is no base URL'],
    [{ target: 'https://h.test', domain: 'home.test:80' }, '--domain home.test:80 is no domain'],
    [{ target: 'target.yaml', domain: 'home.test' }, '--domain goes with a URL'],
  ])('is refused when %j makes no sense', (words, message) => {
    expect(() => chooseTarget(words, registry)).toThrow(message);
  });
});
