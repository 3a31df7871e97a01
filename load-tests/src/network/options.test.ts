import { describe, expect, it } from 'vitest'
import { OptionError, parseCommandLine } from './options.ts'

describe('the command line', () => {
  it('has defaults that fit npm start', () => {
    expect(parseCommandLine([])).toMatchObject({
      kind: 'run',
      options: {
        profile: 'cross-border-200',
        listen: '127.0.0.2',
        announced: '127.0.0.2',
        httpPorts: [3000],
        rtcPorts: [44400, 44401],
      },
    })
  })

  it.each([
    ['--profile', '5g', '--profile must be one of clear, cross-border-200'],
    ['--listen', 'localhost', '--listen must be an IPv4 address, not localhost'],
    ['--rtc', '44401-44400', '--rtc must be a port or a range'],
    ['--http', '0', '--http must be a port or a range'],
    ['--http', '99999', '--http must be a whole number up to 65535, not 99999'],
    ['--listen', '127.0.0.22', undefined],
    ['--announced', '127.0.0.22', '--listen must be as long as --announced 127.0.0.22'],
    ['--speed', '1', "Unknown option '--speed'"],
  ])('%s %s', (name, value, message) => {
    const run = () => parseCommandLine([name, value])
    if (message === undefined) expect(run).not.toThrow()
    else {
      expect(run).toThrow(OptionError)
      expect(run).toThrow(message)
    }
  })
})
