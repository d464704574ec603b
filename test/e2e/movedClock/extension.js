import { readFileSync } from 'node:fs';
import { window } from 'vscode';

const realNow = Date.now.bind(Date);

/** Lets the extension host live so many days later as the file says that AKS_IDENTITY_TEST_CLOCK names, and says so once it does. */
export function activate() {
  const days = Number(readFileSync(process.env.AKS_IDENTITY_TEST_CLOCK, 'utf8'));
  const now = () => realNow() + days * 86_400_000;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  const item = window.createStatusBarItem('days');
  item.text = `${days} days later`;
  item.show();
}
