/** The output of `rules`: every kind of finding in the catalogue. */
import { catalogue, type FindingKind } from '../../domain/findings/catalogue.ts';
import type { Rule } from '../../domain/findings/rule/rule.ts';
import { controlsOfKind } from '../../domain/report/controls.ts';
import { say } from '../../sentences/words.ts';
import { textOf } from '../../sentences/textOf.ts';
import { defined } from '../../shape/defined.ts';
import type { Format } from '../commandLine/formats.ts';
import { formatTable } from './details.ts';

/** Lists every kind of finding: its code, severities, title, source and controls. */
export function rulesText(format: Format): string {
  const rules = (Object.keys(catalogue) as FindingKind[]).map(ruleOf);
  const heading = ['Code', 'Severity', 'Title', 'Source', 'Controls'];
  const lines = rules.map(({ code, detail, severity, otherwise, title, source, controls }) => [
    detail === undefined ? code : `${code}:...`,
    otherwise === undefined ? severity : `${severity}; ${otherwise.severity} ${otherwise.when}`,
    title,
    { link: source },
    controls.map(({ framework, id, when }) => `${framework} ${id}${when === undefined ? '' : ` (${when})`}`).join('; '),
  ]);
  return formatTable(rules, { title: say`Kinds of finding`, heading, lines }, format);
}

function ruleOf(code: FindingKind) {
  const { title, severity, otherwise, source, detail, meaning }: Rule = catalogue[code];
  return {
    code,
    ...defined({ detail }),
    severity,
    ...defined({ otherwise }),
    title: textOf(title),
    meaning: textOf(meaning),
    source,
    controls: controlsOfKind(code).map(({ control, when }) => ({
      ...control,
      ...defined({ when: when?.replaceAll('`', '') }),
    })),
  };
}
