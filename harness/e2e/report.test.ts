/** The HTML report in a browser: what a person can do with it, and what nobody can. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../events.ts';
import { writePieces } from '../report/formats.ts';
import { renderHtml } from '../report/html/page.ts';
import {
  hostile,
  manyScenarios,
  PAYLOAD,
  runOf,
  SAMPLE_PROFILES,
  sampleEvents,
} from '../report/sample-run-for-tests.ts';
import { hasChromium, openWatched, startChromium } from './chromium-for-tests.ts';
import { MAIN, ROOT } from './compiled.ts';

/** Where a person finds what the report looked like. */
const SCREENSHOTS = process.env.KAMMERTON_SCREENSHOTS ?? join(tmpdir(), 'kammerton-screenshots');
const FOLDER = mkdtempSync(join(tmpdir(), 'kammerton-html-'));
const REPLAY = 'p2core/identify/replay';
const FLIPPED = 'p2core/identify/wrong-signature#flipped';

let browser: Browser;
beforeAll(async () => {
  if (hasChromium) browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** Renders events; returns the address of the page. */
function pageOf(events: readonly RunEvent[]): string {
  const path = join(mkdtempSync(join(FOLDER, 'page-')), 'report.html');
  writePieces(path, renderHtml(runOf(events), SAMPLE_PROFILES));
  return pathToFileURL(path).href;
}

/** Runs the program; returns the address of the report that it wrote. */
function reportOfRun(name: string, ...words: readonly string[]): Promise<string> {
  const out = join(FOLDER, name);
  const child = spawn(process.execPath, [MAIN, 'run', REPLAY, ...words, '--report', 'html', '--out', out], {
    cwd: ROOT,
  });
  return new Promise((resolve) => {
    child.once('close', () => resolve(pathToFileURL(join(out, 'report.html')).href));
  });
}

const scenario = (page: Page, id: string) => page.locator(`[id="${id}"]`);

describe.skipIf(!hasChromium)('the HTML report', () => {
  it('of a passing and of a failing run opens, looks like this, and asks for nothing', async () => {
    const target = join(FOLDER, 'target.yaml');
    const serve = [
      process.execPath,
      MAIN,
      'serve',
      '--port',
      '${port}',
      '--domain',
      '${domain}',
      '--fault',
      'challenge.works-again',
    ];
    writeFileSync(
      target,
      `name: my-server\nurl: http://127.0.0.1:\${port}\ndomain: home.test\nprofiles: [p2core]\nregistration: { password: s3cr3t-Pa55 }\nstart: { command: ${JSON.stringify(serve)}, cwd: ${ROOT}, ready: { path: /p2core/challenge, timeout: 60s } }\n`,
    );
    for (const [name, words, verdict] of [
      ['passing', [], 'held'],
      ['failing', ['--target', target], 'non-conformant'],
    ] as const) {
      const url = await reportOfRun(name, ...words);
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, misdeeds } = await openWatched(browser, `${url}#${REPLAY}`, { colorScheme });
        expect(await page.locator('h1').textContent()).toBe(verdict);
        await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}-story.png`) });
        await page.evaluate('scrollTo(0, 0)');
        await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}.png`) });
        expect(misdeeds).toEqual([]);
        await page.context().close();
      }
    }
    console.info(`screenshots of the report: ${SCREENSHOTS}`);
  }, 120_000);

  it('filters requirements and scenarios by words, by what became of them and by level', async () => {
    const { page } = await openWatched(browser, pageOf(sampleEvents()));
    const status = page.locator('.filters output');
    await expect.poll(() => status.textContent()).toBe('10 requirements and 6 scenarios shown');
    await page.getByLabel('Search').fill('REPLAY');
    expect(await status.textContent()).toBe('1 requirements and 1 scenarios shown');
    expect(await scenario(page, 'p2core/identify/opens').isVisible()).toBe(false);
    await page.getByLabel('Search').fill('');
    await page.getByRole('button', { name: 'failed', exact: true }).click();
    expect(await status.textContent()).toBe('2 requirements and 2 scenarios shown');
    await page.getByRole('button', { name: 'warnings' }).click();
    await page.getByLabel('Level').selectOption('SHOULD');
    expect(await status.textContent()).toBe('1 requirements and 1 scenarios shown');
  });

  it.each([
    ['a requirement', 'P2-IDN-07', 'A completed challenge opens one session'],
    ['a scenario', REPLAY, 'A captured solution could be replayed.'],
    ['a case', FLIPPED, 'Anyone could take over any actor.'],
  ])('can be linked into: %s', async (_, id, text) => {
    const { page, misdeeds } = await openWatched(browser, `${pageOf(sampleEvents())}#${id}`);
    const found = scenario(page, id);
    await expect.poll(() => found.textContent()).toContain(text);
    await expect
      .poll(() => found.boundingBox().then((box) => (box?.y ?? -1) >= 0 && (box?.y ?? 9999) < 1000))
      .toBe(true);
    expect(misdeeds).toEqual([]);
  });

  it('leads to what a filter hides', async () => {
    const { page } = await openWatched(browser, pageOf(sampleEvents()));
    await page.getByLabel('Search').fill('keypackage');
    await page.getByRole('link', { name: REPLAY }).first().click();
    await expect.poll(() => scenario(page, REPLAY).isVisible()).toBe(true);
    expect(await page.getByLabel('Search').inputValue()).toBe('');
  });

  it('tells a failure whole: finding, difference, reason, conversation, and commands to copy', async () => {
    const { page } = await openWatched(browser, pageOf(sampleEvents()));
    await page.getByRole('link', { name: REPLAY }).first().click();
    const failure = scenario(page, REPLAY);
    const finding = failure.locator('.finding');
    expect(await finding.textContent()).toMatch(
      /P2-IDN-07 MUST failed[\s\S]*expected[\s\S]*actual[\s\S]*why/,
    );
    expect(await failure.locator('.parties').first().innerText()).toMatch(/target/);
    const exchange = failure.locator('.exchange').first();
    await exchange.locator('summary').click();
    expect(await exchange.innerText()).toMatch(/Request[\s\S]*Answer[\s\S]*curl -i/);
    await failure.getByRole('button', { name: 'Copy rerun' }).click();
    await expect
      .poll(() => page.evaluate('navigator.clipboard.readText()'))
      .toBe(`kammerton run ${REPLAY} --seed 42`);
    await exchange.getByRole('button', { name: 'Copy curl' }).click();
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toMatch(/^curl -i /);
  });

  it('marks what a case changed, and names what it left out', async () => {
    const events = sampleEvents().map((event): RunEvent => {
      if (event.type !== 'scenario-finished' || event.result.case !== 'flipped') return event;
      const request = {
        method: 'POST',
        url: 'http://h/x',
        headers: {},
        body: { text: '{"a":{"b":1,"c":2}}', bytes: 19 },
      };
      const exchange = { request, startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1 };
      const step = event.result.checks[0]?.step ?? '';
      const story = {
        name: step,
        from: 'nobody',
        to: 'target',
        part: 'story',
        exchanges: [exchange],
      } as const;
      return { ...event, result: { ...event.result, changed: ['body.a.b', 'body.id_cert'], steps: [story] } };
    });
    const { page } = await openWatched(browser, `${pageOf(events)}#${FLIPPED}`);
    const exchange = scenario(page, FLIPPED).locator('.exchange');
    await exchange.locator('summary').click();
    expect(await exchange.locator('pre mark').allTextContents()).toEqual(['1']);
    expect(await exchange.textContent()).toContain('This case changes body.a.b, body.id_cert (left out)');
  });

  it('can be used without a mouse', async () => {
    const { page } = await openWatched(browser, pageOf(sampleEvents()));
    await page.keyboard.press('/');
    await page.keyboard.type('replay');
    await expect.poll(() => page.getByLabel('Search').inputValue()).toBe('replay');
    await scenario(page, REPLAY).locator('> summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => scenario(page, REPLAY).locator('.finding').count()).toBe(1);
  });

  it('has colours for the dark', async () => {
    const [light, dark] = await Promise.all(
      (['light', 'dark'] as const).map(async (colorScheme) => {
        const { page } = await openWatched(browser, pageOf(sampleEvents()), { colorScheme });
        return page.evaluate('getComputedStyle(document.body).backgroundColor');
      }),
    );
    expect([light, dark]).toEqual(['rgb(255, 255, 255)', 'rgb(20, 23, 28)']);
  });

  it('executes nothing of a hostile target, in whatever field it stands', async () => {
    const { page, misdeeds } = await openWatched(browser, pageOf(hostile(sampleEvents())));
    await page.evaluate(`(async () => {
      for (let round = 0; round < 4; round += 1) {
        for (const details of document.querySelectorAll('details')) details.open = true;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })()`);
    expect(await page.locator('body').innerText()).toContain('window.owned=1');
    expect(await page.evaluate('window.owned')).toBeUndefined();
    expect(
      await page.locator('img, iframe, object, embed, body script:not(#data):not(:last-of-type)').count(),
    ).toBe(0);
    expect(await page.locator('.exchange').count()).toBeGreaterThan(0);
    expect(misdeeds).toEqual([]);
  });

  it('gives a curl whose every word stays a word, with secrets as variables', async () => {
    const text = `{"a":"${PAYLOAD.replaceAll('"', '')}$HOME$(touch /tmp/x)\u0007"}`;
    const events = sampleEvents().map((event): RunEvent => {
      if (event.type !== 'scenario-finished' || event.result.id !== REPLAY) return event;
      const headers = { authorization: 'Bearer <token 2>', 'x-odd': "it's" };
      const request = {
        method: 'POST',
        url: 'http://h/x?<secret>',
        headers,
        body: { text, bytes: text.length },
      };
      const exchange = { request, startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1 };
      const story = {
        name: '3 identify',
        from: 'nobody',
        to: 'target',
        part: 'story',
        exchanges: [exchange],
      } as const;
      return { ...event, result: { ...event.result, steps: [story] } };
    });
    const { page } = await openWatched(browser, `${pageOf(events)}#${REPLAY}`);
    await page.locator('.exchange > summary').first().click();
    const command = await page.locator('.panes .command code').textContent();
    const { stdout } = spawnSync('bash', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], {
      encoding: 'utf8',
      env: { ...process.env, TOKEN_2: 't2', SECRET: 's', LC_ALL: 'C.UTF-8' },
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual([
      ...['-i', '-g', '--path-as-is', '-X', 'POST'],
      ...['-H', 'authorization: Bearer t2', '-H', "x-odd: it's"],
      ...['--data-raw', text, 'http://h/x?s'],
    ]);
  });

  it.each(['light', 'dark'] as const)('has no serious accessibility fault (%s)', async (colorScheme) => {
    const { page } = await openWatched(browser, `${pageOf(sampleEvents())}#${FLIPPED}`, { colorScheme });
    await scenario(page, FLIPPED).locator('.exchange > summary').first().click();
    await page.evaluate(axe.source);
    const found = await page.evaluate(`axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' ; ')))`);
    expect(found).toEqual([]);
  });

  it('draws of two thousand scenarios only what is opened', async () => {
    const { page, misdeeds } = await openWatched(browser, pageOf(manyScenarios(2000, 2)));
    await expect.poll(() => page.locator('.scenario').count()).toBe(2000);
    expect(await page.locator('.conversation').count()).toBe(0);
    await scenario(page, 'p2core/many/s1999').locator('> summary').click();
    await expect
      .poll(() => scenario(page, 'p2core/many/s1999').locator('.conversation').count())
      .toBeGreaterThan(0);
    expect(await page.locator('.scenario:has(.conversation)').count()).toBe(1);
    expect(misdeeds).toEqual([]);
  });
});
