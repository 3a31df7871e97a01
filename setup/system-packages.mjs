import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runStep } from './run-step.mjs'
import { SetupError } from './setup-error.mjs'

/**
 * Debian packages by what they are for, each with a file that tells whether it, or its equal from
 * elsewhere, is there.
 *
 * @type {Readonly<Record<'browsers' | 'database' | 'redis' | 'relay' | 'proxy' | 'monitoring' | 'recordings' | 'compiler', Readonly<Record<string, string>>>>}
 */
export const SYSTEM_PACKAGES = {
  browsers: {
    chromium: '/usr/bin/chromium',
    'firefox-esr': '/usr/bin/firefox-esr',
    iproute2: '/sbin/ip',
    'fonts-noto-core': '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
    'fonts-noto-cjk': '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  },
  database: { 'postgresql-15': '/usr/lib/postgresql/15/bin/postgres' },
  redis: {
    'redis-server': '/usr/bin/redis-server',
    'redis-sentinel': '/usr/bin/redis-sentinel',
  },
  relay: { coturn: '/usr/bin/turnserver' },
  proxy: { haproxy: '/usr/sbin/haproxy' },
  monitoring: { prometheus: '/usr/bin/prometheus' },
  recordings: { ffmpeg: '/usr/bin/ffmpeg' },
  compiler: {
    cmake: '/usr/bin/cmake',
    'ninja-build': '/usr/bin/ninja',
    'g++': '/usr/bin/g++',
    'pkg-config': '/usr/bin/pkg-config',
    'flatbuffers-compiler': '/usr/bin/flatc',
    'libflatbuffers-dev': '/usr/include/flatbuffers/flatbuffers.h',
    'libuv1-dev': '/usr/include/uv.h',
    'libssl-dev': '/usr/include/openssl/ssl.h',
    'libsrtp2-dev': '/usr/include/srtp2/srtp.h',
    'libabsl-dev': '/usr/include/absl/container/flat_hash_map.h',
  },
}

/** These packages would start servers of their own at once; tests start theirs. */
const NO_CLUSTER = '/etc/postgresql-common/createcluster.d/visavis.conf'
const NO_SERVICES = '/usr/sbin/policy-rc.d'

/**
 * Installs what is missing when this is root (or may become root unasked) on Debian; otherwise fails
 * with the one command to run.
 *
 * @param {keyof typeof SYSTEM_PACKAGES} purpose
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureSystemPackages(purpose, env) {
  const missing = missingPackages(purpose, existsSync)
  if (missing.length === 0) return
  const prefix = existsSync('/usr/bin/apt-get') ? rootPrefix() : undefined
  if (!prefix) throw new SetupError(adviceFor(missing))
  await runStep({
    title: `Installing ${missing.join(', ')}`,
    command: [...prefix, 'sh', '-c', INSTALL, 'install', ...missing],
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    advice: `Install them yourself and run the same command again. ${adviceFor(missing)}`,
  })
}

const INSTALL = `
set -e
export DEBIAN_FRONTEND=noninteractive
conf=${NO_CLUSTER}
policy=${NO_SERVICES}
made=
trap 'rm -f $made' EXIT
case " $* " in *" postgresql-"*)
  mkdir -p "\${conf%/*}"
  echo 'create_main_cluster = false' > "$conf"
  made="$conf"
esac
case " $* " in *" coturn "*|*" redis-"*|*" haproxy "*|*" prometheus "*)
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod +x "$policy"
    made="$made $policy"
  fi
esac
# One source of packages that is out of reach does not matter unless it is needed.
apt-get -o DPkg::Lock::Timeout=300 update || true
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
`

/**
 * @param {keyof typeof SYSTEM_PACKAGES} purpose
 * @param {(file: string) => boolean} exists
 * @returns {string[]}
 */
export function missingPackages(purpose, exists) {
  return Object.entries(SYSTEM_PACKAGES[purpose])
    .filter(([, file]) => !exists(file))
    .map(([name]) => name)
}

/** @param {readonly string[]} missing */
export function adviceFor(missing) {
  return `Missing system packages; as root: apt-get install -y --no-install-recommends ${missing.join(' ')}`
}

/** The command words before one that needs root, or `undefined` when there is no way to become root. */
function rootPrefix() {
  if (process.getuid?.() === 0) return []
  const { status } = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' })
  return status === 0 ? ['sudo', '-n'] : undefined
}
