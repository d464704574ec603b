/** Activates the built extension in a plain Node, and prints each part of `Intl` that it asked for: the first one takes 7 to 10 ms. */
import { tmpdir } from 'node:os';
import { activateExtension } from '../../../bench/extensionHost.ts';
import { setup } from '../../support/temporaryFolder.ts';

setup();
const asked = new Set<string>();
for (const name of Object.getOwnPropertyNames(Intl)) {
  const part: unknown = Reflect.get(Intl, name);
  Object.defineProperty(Intl, name, {
    get: () => {
      asked.add(name);
      return part;
    },
  });
}
await activateExtension({ storage: tmpdir(), emulatorUrl: 'http://127.0.0.1:1', isViewSeen: false });
console.log([...asked].join(', '));
process.exit(0);
