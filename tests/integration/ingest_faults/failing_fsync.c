/* Preloaded into a service whose disk is to fail: while the file that FAILING_FSYNC names exists, its workers cannot
   sync entries of the spool. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int entry(int descriptor)
{
    static const char suffix[] = ".entry";
    char link[64], path[4096];
    ssize_t length;

    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    length = readlink(link, path, sizeof path);
    return length >= (ssize_t)sizeof suffix - 1 &&
           memcmp(path + length - (sizeof suffix - 1), suffix, sizeof suffix - 1) == 0;
}

static int worker(void)
{
    char words[4096];
    FILE *file = fopen("/proc/self/cmdline", "r");
    size_t length = file == NULL ? 0 : fread(words, 1, sizeof words, file);

    if (file != NULL)
        fclose(file);
    return memmem(words, length, "serve.worker", 12) != NULL;
}

int fsync(int descriptor)
{
    static int (*original)(int);
    const char *failing = getenv("FAILING_FSYNC");

    if (original == NULL)
        original = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (failing != NULL && access(failing, F_OK) == 0 && entry(descriptor) && worker()) {
        errno = EIO;
        return -1;
    }
    return original(descriptor);
}
