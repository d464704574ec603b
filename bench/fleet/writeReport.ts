/** Run in a process of its own: prints the milliseconds that a report about everything takes. Arguments as JSON. */
import { activateExtension } from '../extensionHost.ts';

const { url, storage } = JSON.parse(process.argv[2] ?? '{}') as { readonly url: string; readonly storage: string };
const { api } = await activateExtension({ storage, emulatorUrl: url });
const started = performance.now();
await api.report({ format: 'json' });
console.log(performance.now() - started);
process.exit(0);
