/** What comes next after a change: sentences, which plans and the journal keep, and where one does what a sentence says. */

/** A place in the extension where the user can do what comes next. */
export type NextDoor = 'credentials' | 'nodePools' | 'nodeImages' | 'leftovers' | 'registries' | 'workload';

/** The sentences about what comes next after a change. */
export const nextText = {
  credentials: 'Get credentials for kubectl.',
  rolesTakeTime: 'New roles can take up to 60 minutes to take effect.',
  newIdentity: 'New identities take a few minutes to propagate, their roles up to 60 minutes.',
  oldToken: 'The old identity stays in use until its token expires, up to several hours.',
  leftovers: 'When the old identity is no longer used, review its remaining roles.',
  nodePools: 'Watch the node pools until all of them are upgraded.',
  nodeImages: 'Check the node pools; upgrade node images that still use the service principal.',
  newestImage: 'Check the node pools and what runs on them.',
  registries: "Attach the registries of the service principal that Azure doesn't show.",
  labelPods: 'Pods get tokens once they are labelled and restarted.',
} as const;

const doors: ReadonlyMap<string, NextDoor> = new Map<string, NextDoor>([
  [nextText.credentials, 'credentials'],
  [nextText.leftovers, 'leftovers'],
  [nextText.nodePools, 'nodePools'],
  [nextText.nodeImages, 'nodeImages'],
  [nextText.newestImage, 'nodePools'],
  [nextText.registries, 'registries'],
  [nextText.labelPods, 'workload'],
]);

/** Returns where one does what the sentence says, if anywhere. */
export function doorOf(text: string): NextDoor | undefined {
  return doors.get(text);
}

/** Returns each sentence once, and how long roles take only where nothing else says it. */
export function onceEach(texts: readonly string[]): readonly string[] {
  const all = [...new Set(texts)];
  return all.includes(nextText.newIdentity) ? all.filter((text) => text !== nextText.rolesTakeTime) : all;
}
