import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { pageAssets } from './assets.ts';

describe('the policy of the page', () => {
  it('allows its own style and script by their digests, and no address at all', () => {
    expect(pageAssets().policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^' ]{44}'; script-src 'sha256-[^' ]{44}'; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
  });
});

describe('the script of the page', () => {
  it('is one script that parses, no name declared twice, nothing imported', () => {
    const { script } = pageAssets();
    expect(() => new Script(script)).not.toThrow();
    expect(script).not.toMatch(/^(import|export)\b/m);
  });

  it('holds every module of its folder', () => {
    const { script } = pageAssets();
    const files = readdirSync(join(import.meta.dirname, 'page')).filter((file) => file.endsWith('.js'));
    expect(files.length).toBeGreaterThan(0);
    expect(script.match(/^\/\/ [A-Z].*\.$/gm)?.length).toBeGreaterThanOrEqual(files.length);
  });

  it('can stand in a page: nothing in it ends it early', () => {
    const { script, style } = pageAssets();
    expect(`${script}${style}`).not.toMatch(/<\/|<!--/);
  });
});
