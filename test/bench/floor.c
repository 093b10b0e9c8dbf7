/*
 * The floor of `npm run bench`: the system calls of one look at the network, in C, with nothing decoded.
 *
 * Reads lines `TIMES calls|dumps FOLDER` and answers each with one line of JSON: the CPU of the process for TIMES looks at
 * the namespaces in FOLDER and at its own.
 *   dumps   open, enter and leave each namespace and dump what netloupe dumps
 *   calls   also what tells the namespaces apart, and the files of /proc/sys
 * The arguments are these files: a folder and names in it, then `-` and the next folder.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* linux/nsfs.h of kernels that this machine's headers may not know yet. */
#define NSFS_GET_NSTYPE 0xb703
#define NSFS_GET_ID 0x8008b70d
#define GET_STRICT_CHK 12
#define GETNEXTHOP 106

static char answer[64 * 1024];
static unsigned sequence;
static unsigned long received, messages;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

struct request {
  struct nlmsghdr header;
  char body[60];
};

static void begin(struct request *request, int type, int flags, int body_size) {
  memset(request, 0, sizeof *request);
  request->header.nlmsg_len = NLMSG_LENGTH(NLMSG_ALIGN(body_size));
  request->header.nlmsg_type = type;
  request->header.nlmsg_flags = NLM_F_REQUEST | flags;
  request->header.nlmsg_seq = ++sequence;
}

static void add(struct request *request, int type, int value) {
  struct rtattr *attribute = (struct rtattr *)((char *)request + request->header.nlmsg_len);
  attribute->rta_len = RTA_LENGTH(sizeof value);
  attribute->rta_type = type;
  memcpy(RTA_DATA(attribute), &value, sizeof value);
  request->header.nlmsg_len += RTA_SPACE(sizeof value);
}

/* Sends, and receives until the end of the answer; the headers of the messages are all that is looked at. */
static int exchange(int fd, const struct request *request) {
  if (send(fd, request, request->header.nlmsg_len, 0) < 0) fail("send");
  for (;;) {
    int left = recv(fd, answer, sizeof answer, MSG_TRUNC);
    if (left < 0) fail("recv");
    received += left;
    for (struct nlmsghdr *m = (struct nlmsghdr *)answer; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
      if (m->nlmsg_type == NLMSG_ERROR) return ((struct nlmsgerr *)NLMSG_DATA(m))->error;
      if (m->nlmsg_type == NLMSG_DONE) return 0;
      messages++;
    }
  }
}

static int open_rtnetlink(void) {
  int on = 1, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  struct timeval timeout = {.tv_sec = 2};
  if (fd < 0) fail("socket");
  if (connect(fd, (struct sockaddr *)&kernel, sizeof kernel) < 0) fail("connect");
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  setsockopt(fd, SOL_NETLINK, GET_STRICT_CHK, &on, sizeof on);
  return fd;
}

/* The number by which the hub knows a namespace; it can be asked for by descriptor only. */
static int hub_number(int hub, int namespace) {
  struct request request;
  begin(&request, RTM_GETNSID, NLM_F_ACK, sizeof(struct rtgenmsg));
  add(&request, NETNSA_FD, namespace);
  exchange(hub, &request);
  struct rtattr *number = (struct rtattr *)(answer + NLMSG_LENGTH(NLMSG_ALIGN(sizeof(struct rtgenmsg))));
  return *(int *)RTA_DATA(number);
}

static int register_with_hub(int hub, int namespace) {
  struct request request;
  int number = hub_number(hub, namespace);
  if (number >= 0) return number;
  begin(&request, RTM_NEWNSID, NLM_F_ACK, sizeof(struct rtgenmsg));
  add(&request, NETNSA_NSID, -1);
  add(&request, NETNSA_FD, namespace);
  exchange(hub, &request);
  return hub_number(hub, namespace);
}

static void dump(int fd, int type, int family, int body_size) {
  struct request request;
  begin(&request, type, NLM_F_DUMP, body_size);
  request.body[0] = family;
  exchange(fd, &request);
}

static void dump_proxied_neighbours(int fd) {
  struct request request;
  begin(&request, RTM_GETNEIGH, NLM_F_DUMP, sizeof(struct ndmsg));
  ((struct ndmsg *)request.body)->ndm_flags = NTF_PROXY;
  exchange(fd, &request);
}

static void dump_through_hub(int hub, int number) {
  struct request request;
  begin(&request, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg));
  add(&request, IFLA_TARGET_NETNSID, number);
  exchange(hub, &request);
  begin(&request, RTM_GETADDR, NLM_F_DUMP, sizeof(struct ifaddrmsg));
  add(&request, IFA_TARGET_NETNSID, number);
  exchange(hub, &request);
}

/* The table of numbers of one namespace, which can be understood only when all namespaces are known to the hub. */
static void dump_numbers(int hub, int number) {
  struct request request;
  begin(&request, RTM_GETNSID, NLM_F_DUMP, sizeof(struct rtgenmsg));
  add(&request, NETNSA_TARGET_NSID, number);
  exchange(hub, &request);
}

static void dump_inside(void) {
  int fd = open_rtnetlink();
  dump(fd, RTM_GETROUTE, AF_UNSPEC, sizeof(struct rtmsg));
  dump(fd, GETNEXTHOP, AF_UNSPEC, 8);
  dump(fd, RTM_GETRULE, AF_UNSPEC, 12);
  dump(fd, RTM_GETNEIGH, AF_UNSPEC, sizeof(struct ndmsg));
  dump_proxied_neighbours(fd);
  dump(fd, RTM_GETNEIGH, AF_BRIDGE, sizeof(struct ndmsg));
  close(fd);
}

enum { most = 4096 };

/* Settings are names of files below a folder of /proc/sys; "-" stands before the next folder. */
static void read_settings(char **names) {
  char value[64];
  while (*names) {
    int folder = open(*names, O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (names++; *names && strcmp(*names, "-") != 0; names++) {
      int fd = openat(folder, *names, O_RDONLY | O_CLOEXEC);
      if (fd < 0) continue;
      if (read(fd, value, sizeof value) < 0) fail(*names);
      close(fd);
    }
    close(folder);
    if (*names) names++;
  }
}

struct world {
  int home, hub;
  /* The arguments. */
  char **settings;
};

struct namespace {
  char *path;
  /* The hub's number of it; -1 until it is known. */
  int number;
};

/* What tells a namespace apart is not asked for where only dumps are measured: its number is known then. */
static void look(const struct world *world, struct namespace *namespace, int all) {
  unsigned long long id;
  struct stat status;
  int fd = open(namespace->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) fail(namespace->path);
  if (all) {
    ioctl(fd, NSFS_GET_NSTYPE, 0);
    ioctl(fd, NSFS_GET_ID, &id);
    fstat(fd, &status);
  }
  if (all || namespace->number < 0) namespace->number = register_with_hub(world->hub, fd);
  dump_through_hub(world->hub, namespace->number);
  if (setns(fd, CLONE_NEWNET) < 0) fail("setns");
  dump_inside();
  if (all) read_settings(world->settings);
  if (setns(world->home, CLONE_NEWNET) < 0) fail("setns");
  close(fd);
}

struct folder {
  char name[256];
  int count;
  struct namespace namespaces[most];
};

static void append(struct folder *folder, const char *path) {
  struct namespace *namespace = &folder->namespaces[folder->count++];
  namespace->path = strdup(path);
  namespace->number = -1;
}

static struct folder *list(const char *name) {
  char path[4096 + 256];
  struct folder *folder = calloc(1, sizeof *folder);
  DIR *directory = opendir(name);
  if (!directory) fail(name);
  append(folder, "/proc/thread-self/ns/net");
  for (struct dirent *entry; (entry = readdir(directory)) && folder->count < most;) {
    snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
    if (entry->d_name[0] != '.') append(folder, path);
  }
  closedir(directory);
  snprintf(folder->name, sizeof folder->name, "%s", name);
  return folder;
}

/* The folder of that name, as the last line about it left it. */
static struct folder *find(const char *name) {
  static struct folder *known[16];
  int at = 0;
  while (known[at] && strcmp(known[at]->name, name) != 0) at++;
  if (at == 15) fail("too many folders");
  if (!known[at]) known[at] = list(name);
  return known[at];
}

static double used_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

int main(int count, char **arguments) {
  char mode[16], name[256];
  int times;
  struct world world = {.home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), .settings = arguments + 1};
  if (unshare(CLONE_NEWNET) < 0) fail("unshare");
  world.hub = open_rtnetlink();
  if (setns(world.home, CLONE_NEWNET) < 0) fail("setns");
  while (scanf("%d %15s %255s", &times, mode, name) == 3) {
    struct folder *folder = find(name);
    int all = strcmp(mode, "calls") == 0;
    received = messages = 0;
    double start = used_us();
    for (int time = 0; time < times; time++) {
      for (int at = 0; at < folder->count; at++) look(&world, &folder->namespaces[at], all);
      for (int at = 0; at < folder->count; at++) dump_numbers(world.hub, folder->namespaces[at].number);
    }
    double used = used_us() - start;
    printf("{\"namespaces\": %d, \"cpuUs\": %.0f, \"messages\": %lu, \"bytes\": %lu}\n", folder->count, used / times,
           messages / times, received / times);
    fflush(stdout);
  }
  return count < 1;
}
