/** The container to which a process belongs, as its cgroup names it. */
export type CgroupOwner = {
  /** `docker`, `podman`, …; `unknown` where the path is certainly a container's but does not tell whose. */
  readonly runtime: string
  readonly id: string
  /** The container's own cgroup: the path up to the component that names it, whatever the process made below. */
  readonly cgroup: string
}

/** Consecutive path components that name a container; one of them has the group `id`. */
type Form = { readonly runtime: string; readonly components: readonly RegExp[] }

/**
 * The names that runtimes give to cgroups, in whole path components. Monitors (conmon, `lxc.monitor`, nspawn's
 * `supervisor`) live beside these and in other namespaces; no form fits them. Forms that name their runtime come first.
 */
const forms: readonly Form[] = [
  // moby: daemon/oci_linux.go, WithCgroups: `docker` or `--cgroup-parent`, systemd as `SLICE:docker:ID`.
  { runtime: 'docker', components: [/^docker-(?<id>[0-9a-f]{64})\.scope$/] },
  { runtime: 'docker', components: [/^docker$/, /^(?<id>[0-9a-f]{64})$/] },
  // A runtime without the systemd driver that was given systemd's triple uses it as a name.
  { runtime: 'docker', components: [/^[^:]*:docker:(?<id>[0-9a-f]{64})$/] },
  { runtime: 'containerd', components: [/^[^:]*:cri-containerd:(?<id>[0-9a-f]{64})$/] },
  // buildkit: executor/oci/spec.go, `PARENT/buildkit/ID`; moby: cmd/dockerd/daemon_unix.go, newCgroupParent.
  // Its ids have 25 digits of base 36 (buildkit: identity/randomid.go).
  { runtime: 'buildkit', components: [/^buildkit$/, /^(?<id>[0-9a-z]{25})$/] },
  { runtime: 'buildkit', components: [/^docker-(?<id>[0-9a-z]{25})\.scope$/] },
  // podman: libpod/container_internal_linux.go, getOCICgroupPath: systemd, cgroupfs, cgroupfs in a pod,
  // `--cgroups=split`.
  { runtime: 'podman', components: [/^libpod-(?<id>[0-9a-f]{64})\.scope$/] },
  { runtime: 'podman', components: [/^libpod-(?<id>[0-9a-f]{64})$/] },
  { runtime: 'podman', components: [/^libpod_parent$/, /^[0-9a-f]{64}$/, /^libpod-(?<id>[0-9a-f]{64})$/] },
  { runtime: 'podman', components: [/^libpod-payload-(?<id>[0-9a-f]{64})$/] },
  // containerd: internal/cri/server/helpers.go, getCgroupsPath; nerdctl: pkg/cmd/container/run_cgroup_linux.go.
  { runtime: 'containerd', components: [/^cri-containerd-(?<id>[0-9a-f]{64})\.scope$/] },
  { runtime: 'containerd', components: [/^nerdctl-(?<id>[0-9a-f]{64})\.scope$/] },
  // cri-o: internal/config/cgmgr, ContainerCgroupPath: prefix `crio` with both drivers.
  { runtime: 'cri-o', components: [/^crio-(?<id>[0-9a-f]{64})(?:\.scope)?$/] },
  // kubernetes: pkg/kubelet/cm, cgroupfs driver: containerd and cri-dockerd both put the bare id below the pod.
  {
    runtime: 'kubernetes',
    components: [/^(?:kubepods|burstable|besteffort)$/, /^pod[0-9a-f][0-9a-f_-]{31,35}$/, /^(?<id>[0-9a-f]{64})$/],
  },
  // lxc: src/lxc/cgroups/cgfsng.c: `lxc.payload.NAME` since 4.0, `lxc.payload/NAME` in 3.x, `lxc/NAME` before and Proxmox.
  { runtime: 'lxc', components: [/^lxc\.payload\.(?<id>.+)$/] },
  { runtime: 'lxc', components: [/^lxc(?:\.payload)?$/, /^(?<id>.+)$/] },
  // systemd: src/nspawn/nspawn-cgroup.c, create_subcgroup; a virtual machine's scope has no `payload`.
  { runtime: 'systemd-nspawn', components: [/^machine-(?<id>.+)\.scope$/, /^payload$/] },
  { runtime: 'systemd-nspawn', components: [/^systemd-nspawn@(?<id>.+)\.service$/, /^payload$/] },
  // runc: libcontainer/specconv, CreateCgroupConfig; crun: src/libcrun/cgroup-systemd.c: without a path in the bundle.
  { runtime: 'runc', components: [/^runc-(?<id>.+)\.scope$/] },
  { runtime: 'crun', components: [/^crun-(?<id>.+)\.scope$/] },
  // `--cgroup-parent` with cgroupfs, or an outer cgroup namespace that hides the parent (`/../ID`).
  { runtime: 'unknown', components: [/^(?<id>[0-9a-f]{64})$/] },
]

/** systemd escapes bytes of unit names as `\x2d` (systemd.unit(5)); what is not UTF-8 then stays as it is. */
const unescaped = (name: string): string => {
  try {
    return decodeURIComponent(name.replace(/%/g, '%25').replace(/\\x([0-9a-f]{2})/g, '%$1'))
  } catch {
    return name
  }
}

const ownerAt = (components: readonly string[], start: number): CgroupOwner | null => {
  for (const form of forms) {
    const matches = form.components.map((component, offset) => component.exec(components[start + offset] ?? ''))
    if (matches.some((match) => match === null)) continue
    const offset = matches.findIndex((match) => match?.groups?.['id'] !== undefined)
    const id = matches[offset]?.groups?.['id'] ?? ''
    return { runtime: form.runtime, id: unescaped(id), cgroup: components.slice(0, start + offset + 1).join('/') }
  }
  return null
}

/** All containers that a cgroup path names, the outermost first. */
const ownersInPath = (path: string): readonly CgroupOwner[] => {
  const components = path.split('/')
  const owners: CgroupOwner[] = []
  for (let start = 0; start < components.length; start += 1) {
    const owner = ownerAt(components, start)
    if (owner === null) continue
    owners.push(owner)
    start = owner.cgroup.split('/').length - 1
  }
  return owners
}

/**
 * All containers that `/proc/PID/cgroup` names, the outermost first: a container can make cgroups below its own and name
 * them after others, so only the outermost is beyond its reach. Lines are `HIERARCHY:CONTROLLERS:PATH` (cgroups(7)): the
 * unified hierarchy has number 0, systemd's own on version 1 is `name=systemd`. Hierarchies that name different
 * containers name none.
 */
export const cgroupOwners = (text: string): readonly CgroupOwner[] => {
  const known = remembered.get(text)
  if (known !== undefined) return known
  const owners = ownersIn(text)
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(text, owners)
  return owners
}

/** Answers of before, by the text: the same few are asked for at every look, for each process. */
const remembered = new Map<string, readonly CgroupOwner[]>()
const mostRemembered = 10_000

const ownersIn = (text: string): readonly CgroupOwner[] => {
  const lines = text.split('\n').flatMap((line) => {
    const [, hierarchy, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? []
    return hierarchy === undefined ? [] : [{ main: hierarchy === '0' || controllers === 'name=systemd', path }]
  })
  const chains = lines
    .toSorted((one, other) => Number(other.main) - Number(one.main))
    .map(({ path }) => ownersInPath(path))
    .filter((chain) => chain.length > 0)
  const [first = []] = chains
  return chains.every((chain) => chain[0]?.id === first[0]?.id) ? first : []
}

/** The outermost container that `/proc/PID/cgroup` names; null for none, and for what only might be one. */
export const cgroupOwner = (text: string): CgroupOwner | null => cgroupOwners(text)[0] ?? null
