import { isIPv4 } from 'node:net'
import { parseArgs } from 'node:util'
import { isProfileName, PROFILE_NAMES, type ProfileName } from './profiles.ts'
import type { RelayOptions } from './relay-options.ts'

export const HELP = `Usage: npm run bad-network -- [options]

A network between browsers and a Visavis on this machine, as bad as its profile says.

  --profile <name>      ${PROFILE_NAMES.slice(0, 5).join(', ')},
                        ${PROFILE_NAMES.slice(5).join(', ')}. Default: cross-border-200
  --listen <address>    where browsers connect. Default: 127.0.0.2
  --target <address>    where the server listens. Default: 127.0.0.1
  --http <port>         of the pages and the socket. Default: 3000
  --rtc <port>          for media, UDP and TCP; a range such as 44400-44401, one port
                        for each worker. Default: 44400-44401
  --announced <address> what the server announces (VISAVIS_ANNOUNCED_ADDRESS), where
                        that is not --listen
  --seed <number>       the same seed loses the same packets. Default: 1
  --help

While it runs, type a profile's name, "cut 5000" (milliseconds), "address" (another address
towards the server), "status" or "quit". SIGUSR2 takes the next profile, SIGHUP changes the
address.

Start the server with VISAVIS_ANNOUNCED_ADDRESS=127.0.0.2 npm start, and open
http://127.0.0.2:3000/shop/.`

export class OptionError extends Error {
  override readonly name = 'OptionError'
}

export type CommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly options: RelayOptions & { readonly profile: ProfileName } }

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const values = parse(argv)
  if (values.help) return { kind: 'help' }
  const listen = address('--listen', values.listen)
  const announced = address('--announced', values.announced ?? listen)
  if (announced.length !== listen.length) {
    throw new OptionError(`--listen must be as long as --announced ${announced}, not ${listen}`)
  }
  return {
    kind: 'run',
    options: {
      profile: profile(values.profile),
      listen,
      announced,
      target: address('--target', values.target),
      httpPorts: ports('--http', values.http),
      rtcPorts: ports('--rtc', values.rtc),
      seed: whole('--seed', values.seed, 2 ** 31),
    },
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        profile: { type: 'string', default: 'cross-border-200' },
        listen: { type: 'string', default: '127.0.0.2' },
        target: { type: 'string', default: '127.0.0.1' },
        http: { type: 'string', default: '3000' },
        rtc: { type: 'string', default: '44400-44401' },
        announced: { type: 'string' },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error))
  }
}

function profile(text: string): ProfileName {
  if (isProfileName(text)) return text
  throw new OptionError(`--profile must be one of ${PROFILE_NAMES.join(', ')}, not ${text}`)
}

function address(name: string, text: string): string {
  if (isIPv4(text)) return text
  throw new OptionError(`${name} must be an IPv4 address, not ${text}`)
}

function ports(name: string, text: string): number[] {
  const [first = '', last = first, ...rest] = text.split('-')
  const [low, high] = [whole(name, first, 65_535), whole(name, last, 65_535)]
  if (rest.length > 0 || low < 1 || high < low || high - low > 255) {
    throw new OptionError(`${name} must be a port or a range such as 44400-44401, not ${text}`)
  }
  return Array.from({ length: high - low + 1 }, (_, index) => low + index)
}

function whole(name: string, text: string, atMost: number): number {
  if (/^\d+$/.test(text) && Number(text) <= atMost) return Number(text)
  throw new OptionError(`${name} must be a whole number up to ${atMost}, not ${text}`)
}
