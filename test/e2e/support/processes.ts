import { spawnSync } from 'node:child_process';
import { expect, vi } from 'vitest';

/** Kills what extension hosts a server has, without warning (kill -9), and returns how many there were. */
export async function killExtensionHosts(serverPid: number): Promise<number> {
  const hosts = descendants(serverPid).filter(({ command }) => command.includes('--type=extensionHost'));
  for (const { pid } of hosts) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It may have ended by itself since it was listed.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  const ids = new Set(hosts.map(({ pid }) => pid));
  await vi.waitFor(() => expect(descendants(serverPid).filter(({ pid }) => ids.has(pid))).toEqual([]), {
    timeout: 30_000,
  });
  return hosts.length;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function descendants(root: number): readonly Process[] {
  const listing = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,command='], { encoding: 'utf8' });
  const all = listing.stdout.split('\n').flatMap((line): Process[] => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    const dead = match?.[3]?.startsWith('Z') === true;
    return match && !dead ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[4] ?? '' }] : [];
  });
  const found: Process[] = [];
  const queue = [root];
  for (let parent = queue.pop(); parent !== undefined; parent = queue.pop()) {
    const children = all.filter((candidate) => candidate.parent === parent);
    found.push(...children);
    queue.push(...children.map(({ pid }) => pid));
  }
  return found;
}
