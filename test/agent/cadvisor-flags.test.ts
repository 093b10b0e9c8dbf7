import { describe, expect, test } from 'vitest'
import { translateCadvisorFlags } from '../../agent/cadvisor-flags.ts'

const wordsOf = (...given: string[]): readonly string[] => translateCadvisorFlags(given).words

describe("cAdvisor's flags", () => {
  test('our own words are left as they are', () => {
    const own = ['--listen', '127.0.0.1:1', '--no-docker', '-h', '--collector.tcp', '--docker-host', 'unix:///x']
    expect(translateCadvisorFlags(own)).toEqual({ words: own, warnings: [] })
  })

  test.each([
    [['--port=8080'], ['--listen', '0.0.0.0:8080']],
    [
      ['-port', '8081', '-listen_ip=127.0.0.1'],
      ['--listen', '127.0.0.1:8081'],
    ],
    [['--listen_ip=::1'], ['--listen', '[::1]:8080']],
    [['--docker=tcp://h:2375'], ['--docker-host', 'tcp://h:2375']],
    [['--store_container_labels'], ['--container-label', 'all']],
    [
      ['--store_container_labels=false', '--whitelisted_container_labels=a,b.c'],
      ['--container-label', 'a', '--container-label', 'b.c'],
    ],
    [
      ['--disable_metrics=disk,tcp,percpu'],
      ['--no-collector.tcp', '--no-collector.filesystems', '--no-collector.sizes'],
    ],
    [['--housekeeping_interval=30s', '--docker_only', '-v', '2', '--no-docker'], ['--no-docker']],
  ])('%j', (given, expected) => {
    expect(wordsOf(...given).toSorted()).toEqual(expected.toSorted())
  })

  test('--enable_metrics names all that there is, beside what cAdvisor always has', () => {
    const words = wordsOf('--enable_metrics=cpu,oom_event')
    expect(words).toContain('--collector.disable-defaults')
    expect(words).toContain('--collector.oom')
    expect(words).toContain('--collector.containers')
    expect(words).not.toContain('--collector.memory')
  })

  test.each([
    [['--listen', '127.0.0.1:1', '--port', '2'], '--listen and --port cannot both be given.'],
    [['--listen=127.0.0.1:1', '-listen_ip=::'], '--listen and --listen_ip cannot both be given.'],
    [['--docker-host', 'unix:///x', '--docker', 'unix:///y'], '--docker-host and --docker cannot both be given.'],
    [['--port=70000'], "--port needs a port, not '70000'."],
    [['--http_auth_file=x'], '--http_auth_file of cAdvisor cannot be taken over: give passwords by --web.config.file.'],
    [['--env_metadata_whitelist', 'PASSWORD'], 'never become labels'],
  ])('%j is refused', (given, message) => {
    expect(() => translateCadvisorFlags(given)).toThrow(message)
  })

  test('what has no effect, or no meaning, is said', () => {
    const { warnings } = translateCadvisorFlags(['--docker_only=true', '--disable_metrics=cpuu'])
    expect(warnings).toEqual([
      '--docker_only of cAdvisor has no effect here and is not needed',
      "cAdvisor has no metrics 'cpuu'; it is ignored",
    ])
  })
})
