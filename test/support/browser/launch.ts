import { chromium, type Browser } from 'playwright-core';
import { chromiumSwitches, findChromium } from './chromium.ts';

/** Starts Chromium. */
export async function launchBrowser(headed = false): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: !headed,
    args: [...chromiumSwitches],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
