import type { Browser } from 'playwright-core';
import { launchBrowser } from './launch.ts';

let browser: Promise<Browser> | undefined;

/** The browser of this process: started when it is first asked for, and ended with the process where nobody closes it. */
export async function sharedBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}
