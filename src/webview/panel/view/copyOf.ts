/** What the page may ask to copy: texts that it shows, or shows an excerpt of. */
import { redactSecrets } from '../../../domain/arm/redact.ts';
import { hasOnlyCommands } from '../../../domain/export/planAs.ts';
import { accessRequestText } from '../../../domain/export/accessRequestText.ts';
import type { Copy } from '../../protocol/intent.ts';
import { failureAsText } from '../../run/failureView.ts';
import { failureOfRun } from '../../run/runModel.ts';
import { azText, formatName, isWindows, planAsText, requestAsText } from './planView.ts';
import type { FlowModel } from './state.ts';
import { t } from '../../../sentences/language.ts';

/** A text for the clipboard, and the message after it was copied. */
export interface CopiedText {
  readonly text: string;
  readonly notice: string;
}

/** Returns the text to copy, or `undefined` if it is no longer shown; `yamlOf` knows the YAML of workloads. */
export function copyOf(
  copy: Copy,
  flow: FlowModel | undefined,
  yamlOf: (workload: string | undefined) => string | undefined,
): CopiedText | undefined {
  const planned = flow?.planned;
  switch (copy.of) {
    case 'text':
      return copyWithNotice(copy.text);
    case 'manifest':
      return copyWithNotice(yamlOf(copy.workload), t`YAML copied.`);
    case 'failure': {
      const failure = flow?.failure ?? (flow?.run && failureOfRun(flow.run));
      return copyWithNotice(failure && redactSecrets(failureAsText(failure)), t`Details copied.`);
    }
    case 'plan':
      return copyWithNotice(
        planned && planAsText(planned.plan, copy.format),
        planned && hasOnlyCommands(planned.plan, copy.format)
          ? t`Copied. ${formatName(copy.format)} can't express this change: the text has its az command.`
          : t`Plan copied as ${formatName(copy.format)}.`,
      );
    case 'accessRequest':
      return copyWithNotice(
        planned?.id === copy.planId ? accessRequestText(planned.plan, isWindows) : undefined,
        t`Request copied.`,
      );
    case 'request':
    case 'az': {
      const step = planned?.id === copy.planId ? planned.plan.steps.find(({ id }) => id === copy.stepId) : undefined;
      return copyWithNotice(step && (copy.of === 'az' ? azText(step.az) : requestAsText(step)));
    }
  }
}

function copyWithNotice(text: string | undefined, notice = t`Copied.`): CopiedText | undefined {
  return text === undefined ? undefined : { text, notice };
}
