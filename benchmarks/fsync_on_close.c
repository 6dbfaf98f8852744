/* Preloaded into a receiver that never syncs: a regular file that was open for writing is made durable when its stream is
   closed. With that, "success" means the same for everybody in the comparison. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int written_regular_file(int descriptor)
{
    struct stat status;
    int flags = fcntl(descriptor, F_GETFL);
    return flags != -1 && (flags & O_ACCMODE) != O_RDONLY && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

int fclose(FILE *stream)
{
    static int (*original)(FILE *);
    int descriptor = fileno(stream);

    if (original == NULL)
        original = (int (*)(FILE *))dlsym(RTLD_NEXT, "fclose");
    if (descriptor >= 0 && written_regular_file(descriptor) && (fflush(stream) != 0 || fsync(descriptor) != 0)) {
        original(stream);
        return EOF;
    }
    return original(stream);
}
