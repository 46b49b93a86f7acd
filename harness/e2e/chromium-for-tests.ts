/** A browser for tests, and a page of it that notices whatever a report must not do. */

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.KAMMERTON_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** Where there is none the tests are skipped, loudly; in CI they fail. */
export const hasChromium = existsSync(CHROMIUM) || process.env.CI === 'true';
if (!hasChromium)
  console.warn(`SKIPPED: ${CHROMIUM} is missing (Debian: chromium); no report is opened in a browser`);

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, dialogs, and requests for anything but the page. */
  readonly misdeeds: string[];
}

export async function openWatched(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const misdeeds: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') misdeeds.push(message.text());
  });
  page.on('pageerror', (error) => misdeeds.push(String(error)));
  page.on('dialog', (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const [wanted] = url.split('#', 1);
    if (request.url() !== wanted && !request.url().startsWith('data:'))
      misdeeds.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, misdeeds };
}
