/** The parts of a service of compose.yaml that say how a container is run. */
export interface Service {
  readonly image: string
  readonly command: readonly string[]
  readonly network_mode: string
  readonly pid?: string
  readonly cgroup?: string
  readonly userns_mode?: string
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly cap_add?: readonly string[]
  readonly security_opt: readonly string[]
  readonly volumes: readonly (string | BindMount)[]
  readonly pids_limit?: number
  readonly mem_limit?: string
  readonly oom_score_adj?: number
  readonly ulimits?: Readonly<Record<string, number>>
  readonly environment?: Readonly<Record<string, string | number>>
  readonly restart: string
}

interface BindMount {
  readonly type: 'bind'
  readonly source: string
  readonly target: string
  readonly read_only: boolean
  readonly bind: { readonly propagation: string }
}

/** What says how to get the image, or which the caller decides. */
const notHowToRun = ['image', 'build', 'command', 'restart']

const options: Readonly<Record<string, (service: Service) => readonly string[]>> = {
  network_mode: ({ network_mode }) => [`--network=${network_mode}`],
  pid: ({ pid }) => [`--pid=${pid}`],
  cgroup: ({ cgroup }) => [`--cgroupns=${cgroup}`],
  userns_mode: ({ userns_mode }) => [`--userns=${userns_mode}`],
  read_only: ({ read_only }) => [`--read-only=${read_only}`],
  cap_drop: ({ cap_drop }) => cap_drop.map((name) => `--cap-drop=${name}`),
  cap_add: ({ cap_add = [] }) => cap_add.map((name) => `--cap-add=${name}`),
  security_opt: ({ security_opt }) => security_opt.map((option) => `--security-opt=${option}`),
  volumes: ({ volumes }) =>
    volumes.map((volume) => (typeof volume === 'string' ? `--volume=${volume}` : mount(volume))),
  pids_limit: ({ pids_limit }) => [`--pids-limit=${pids_limit}`],
  mem_limit: ({ mem_limit }) => [`--memory=${mem_limit}`],
  oom_score_adj: ({ oom_score_adj }) => [`--oom-score-adj=${oom_score_adj}`],
  ulimits: ({ ulimits = {} }) => Object.entries(ulimits).map(([name, limit]) => `--ulimit=${name}=${limit}`),
}

const mount = ({ source, target, read_only, bind: { propagation } }: BindMount): string =>
  `--volume=${source}:${target}:${read_only ? 'ro,' : ''}${propagation}`

/** The options of `docker run` that do what the keys of the service do. @throws for a key that it does not know */
export const runArguments = (service: Service): string[] =>
  Object.keys(service)
    .filter((key) => !notHowToRun.includes(key))
    .flatMap((key) => {
      const option = options[key]
      if (option === undefined) throw new Error(`no option of docker run is known for ${key} of compose.yaml`)
      return option(service)
    })
