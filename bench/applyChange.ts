/**
 * Run in a process of its own: changes a cluster's control plane identity and prints, as JSON, when the view Activity showed
 * that it is done. Arguments as JSON.
 */
import type { Change } from '../src/domain/change/change.ts';
import { activateExtension, drawn } from './extensionHost.ts';

const { url, storage, change } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly url: string;
  readonly storage: string;
  readonly change: Change;
};
const activityView = 'aksIdentity.activity';
const host = await activateExtension({ storage, emulatorUrl: url });
const view = host.view(activityView);
await drawn(view);
const shown = new Promise<number>((resolve) => {
  host.onDrawn(activityView, () => {
    void drawn(view).then(([newest]) => {
      const state = newest?.tooltip?.find(({ label }) => label === 'State')?.value;
      if (state === 'succeeded') resolve(Date.now());
    });
  });
});
const { status } = await host.api.apply(change);
if (status !== 'succeeded') throw new Error(`The change ${status}.`);
console.log(JSON.stringify({ shownAt: await shown }));
process.exit(0);
