import type { RunView } from '../../../protocol/flow.ts';
import { t } from '../../../../sentences/language.ts';

/** Says what stopping would do at this moment; nothing once all steps are done. */
export function ifStopped({ steps }: Pick<RunView, 'steps'>): string {
  if (steps.length > 0 && steps.every(({ status }) => status === 'done' || status === 'alreadyDone')) return '';
  const running = steps.filter(({ status }) => status === 'running');
  if (running.some(({ phase }) => phase === 'signIn')) return t`You can stop waiting, and resume later.`;
  if (running.some(({ phase }) => phase === undefined))
    return t`If you stop waiting, Azure continues with what was sent, and you can resume later.`;
  return steps.some(({ status }) => status === 'done' || status === 'failed')
    ? t`The next request has not been sent yet. If you stop now, it won't be; you can resume later.`
    : t`Nothing has been changed yet. If you stop now, nothing will be.`;
}
