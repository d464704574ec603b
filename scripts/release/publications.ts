import type { Channel } from './version.ts';

/** One place to which a release goes: the command that brings it there, and the secret that this needs. */
export interface Publication {
  readonly to: string;
  readonly secret: string;
  /** It proves with the job's own token where the release was built. */
  readonly provesOrigin?: true;
  readonly command: readonly [program: string, ...args: string[]];
}

/** What has to be told about a release; files are paths. */
export interface Release {
  readonly version: string;
  readonly channel: Channel;
  readonly vsix: string;
  readonly tarball: string;
  readonly others: readonly string[];
  readonly notes: string;
}

/** Returns where a release goes, in this order; each command does nothing if the version is there, so that all can be run again. */
export function publicationsOf({ version, channel, vsix, tarball, others, notes }: Release): readonly Publication[] {
  const isPreRelease = channel === 'preRelease';
  const preRelease = isPreRelease ? ['--pre-release'] : [];
  const vsce = ['exec', '--', 'vsce', 'publish', '--packagePath', vsix, '--skip-duplicate', ...preRelease];
  const ovsx = [
    'exec',
    '--yes',
    '--package=ovsx@1.4.0',
    '--',
    'ovsx',
    'publish',
    vsix,
    '--skip-duplicate',
    ...preRelease,
  ];
  const distTag = isPreRelease ? ['--tag', 'next'] : [];
  const release = ['release', 'create', `v${version}`, vsix, tarball, ...others, '--verify-tag', '--notes-file', notes];
  return [
    { to: 'Visual Studio Marketplace', secret: 'VSCE_PAT', command: ['npm', ...vsce] },
    { to: 'Open VSX', secret: 'OVSX_PAT', command: ['npm', ...ovsx] },
    {
      to: 'npm',
      secret: 'NODE_AUTH_TOKEN',
      provesOrigin: true,
      command: ['npm', 'publish', tarball, '--provenance', '--access', 'public', ...distTag],
    },
    {
      to: 'GitHub',
      secret: 'GH_TOKEN',
      command: ['gh', ...release, ...(isPreRelease ? ['--prerelease'] : [])],
    },
  ];
}

/** With these a program gets tokens in the name of the job, or reaches its caches and artifacts. */
const ofJob = {
  identity: ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL'],
  others: ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RUNTIME_URL', 'ACTIONS_RESULTS_URL', 'ACTIONS_CACHE_URL'],
} as const;

/**
 * Returns an environment with no other secret than what a publication needs, so that no program reads those of another place, or
 * acts in the name of the job.
 */
export function environmentFor(
  { secret, provesOrigin }: Pick<Publication, 'secret' | 'provesOrigin'>,
  all: readonly Pick<Publication, 'secret'>[],
  environment: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const others = new Set([
    ...all.map((each) => each.secret).filter((name) => name !== secret),
    ...(provesOrigin === true ? [] : ofJob.identity),
    ...ofJob.others,
  ]);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !others.has(name)));
}

/** Returns whether a failure says only that this version is there already. */
export function isThereAlready(said: string): boolean {
  return /cannot publish over|previously published versions|a release with the same tag name already exists/i.test(
    said,
  );
}
