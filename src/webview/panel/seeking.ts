/** Bringing one finding of the panel's cluster into view, as soon as it is known. */
import { fingerprintsOf } from '../../domain/report/fingerprint.ts';
import { isUnread, type PanelReading } from './clusterReading.ts';
import type { PanelModel } from './view/state.ts';
import type { ModelStore } from './store.ts';
import { shownText } from '../../sentences/language.ts';
import { say } from '../../sentences/words.ts';

/** Says that a finding that a row, a link or another page leads to is no longer there. */
const goneFindingText = say`This finding is gone: it was fixed, or it no longer applies.`;
/** Says that this is not certain. */
const unknownFindingText = say`It isn't known whether this finding is still there: not everything could be checked.`;

/** Shows the details and asks the page to bring a finding into view; a finding that is still not known after a read is gone. */
export async function bringFindingIntoView(
  store: ModelStore,
  reading: PanelReading,
  fingerprint: string,
): Promise<void> {
  store.change({ tab: 'details', sought: fingerprint }, ['notice']);
  if (isFound(store.get(), fingerprint)) return;
  await reading.read();
  const model = store.get();
  if (model.sought !== fingerprint || isUnread(model.banner) || isFound(model, fingerprint)) return;
  store.change({ notice: isWhole(model) ? shownText(goneFindingText) : shownText(unknownFindingText) }, ['sought']);
}

/** Takes note that the page has a finding in view, unless another one has been sought since. */
export function spotted(store: ModelStore, fingerprint: string): void {
  if (store.get().sought === fingerprint) store.change({}, ['sought']);
}

/** True if everything about the cluster could be read and judged. */
function isWhole({ known }: PanelModel): boolean {
  if (!known) return false;
  const { unknown, requirements, findings } = known;
  return (
    unknown.length === 0 &&
    requirements.every(({ verdict }) => verdict !== 'unknown') &&
    findings.every(({ severity }) => severity !== 'unknown')
  );
}

function isFound({ known }: PanelModel, fingerprint: string): boolean {
  if (!known) return false;
  return fingerprintsOf(known).includes(fingerprint);
}
