/** Which controls of security frameworks findings concern, and what these are called. */
import { isGuid, isRegistry } from '../arm/resourceId.ts';
import { catalogue, detailOf, kindOf, type FindingCode, type FindingKind } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { controls, type ControlBearing, type Control } from '../findings/rule/controls.ts';
import type { Rule } from '../findings/rule/rule.ts';
import { textOf } from '../../sentences/textOf.ts';

const allControls: readonly (readonly [keyof typeof controls, Control])[] = Object.entries(controls) as [
  keyof typeof controls,
  Control,
][];

/** The ids of the requirements of all security frameworks that findings name. */
export const controlIds: readonly string[] = allControls.map(([, { id }]) => id);

/** Returns how a kind of finding bears on each control that it concerns. */
function bearingsOf(kind: FindingKind): readonly { readonly control: Control; readonly bearing: ControlBearing }[] {
  const { controls: ownBearings = [] }: Rule = catalogue[kind];
  return allControls.flatMap(([name, control]) => {
    const bearing = ownBearings.find(
      (candidate) => (typeof candidate === 'string' ? candidate : candidate.control) === name,
    );
    return bearing === undefined ? [] : [{ control, bearing }];
  });
}

/** Returns the controls that a finding concerns. */
export function controlsOf(finding: Pick<Finding, 'code' | 'about' | 'grant'>): readonly Control[] {
  return bearingsOf(kindOf(finding.code))
    .filter(({ bearing }) => bears(bearing, finding))
    .map(({ control }) => control);
}

function bears(
  bearing: ControlBearing,
  { code, about = [], grant }: Pick<Finding, 'code' | 'about' | 'grant'>,
): boolean {
  if (typeof bearing === 'string') return true;
  const { only } = bearing;
  if (typeof only === 'object') return only.detail === detailOf(code);
  return only === 'ofKubelet' ? about.includes('kubelet') : grant !== undefined && isRegistry(grant.scope);
}

/** Names a control in one line. */
export function controlText({ framework, id, title }: Control): string {
  return title === undefined ? `${framework} ${id}` : `${framework} ${id} (${textOf(title)})`;
}

/** Names a control for people, who know a policy by its title, because its id is a GUID. */
export function controlName(control: Control): string {
  const { framework, id, title } = control;
  return isGuid(id) && title !== undefined ? `${framework}: ${textOf(title)}` : controlText(control);
}

/** Names the controls of a finding in one text; empty if there are none. */
export function controlsText(finding: Finding): string {
  return controlsOf(finding).map(controlText).join('; ');
}

/**
 * Returns true if a finding bears on a control that is asked for in lower case: by its id, with or without its framework, by
 * words of its title, or by the framework alone.
 */
export function bearsOnControl(finding: Finding, wantedControl: string): boolean {
  return controlsOf(finding).some(({ framework, id, title = '' }) => {
    const frame = framework.toLowerCase();
    const name = id.toLowerCase();
    const isNamed = name === wantedControl || `${frame} ${name}` === wantedControl;
    return isNamed || frame.includes(wantedControl) || title.toLowerCase().includes(wantedControl);
  });
}

/** Returns the controls that a kind of finding concerns, each with the condition for that; without one, always. */
export function controlsOfKind(kind: FindingKind): readonly { readonly control: Control; readonly when?: string }[] {
  return bearingsOf(kind).map(({ control, bearing }) => {
    if (typeof bearing === 'string') return { control };
    const { only } = bearing;
    if (typeof only === 'object') return { control, when: `\`${kind}:${only.detail}\`` };
    return { control, when: only === 'ofKubelet' ? 'of the kubelet' : 'at a registry' };
  });
}

/** Says which requirements of security frameworks a kind of finding always concerns, and which under a condition. */
export function controlWords(code: FindingCode | FindingKind): readonly string[] {
  return controlsOfKind(kindOf(code)).map(({ control: { framework, id }, when }) => {
    const name = `${framework} ${id}`;
    return when === undefined ? name : `${name} (${when})`;
  });
}
