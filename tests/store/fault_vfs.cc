#include "tests/store/fault_vfs.h"

#include "sqlite3.h"

namespace patron::testing {
namespace {

struct State {
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs vfs{};
  int64_t operations = 0;
  int64_t flushes = 0;
  int64_t fail_at = 0;  // 0: never
  int code = 0;
  bool for_good = false;
  bool failed = false;
};

State& TheState() {
  static State state;
  return state;
}

// The real file lies behind this in the same block.
struct FaultFile {
  sqlite3_file base;
};

sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultFile*>(file) +
                                         1);
}

// Whether this operation is to fail.
bool Fails() {
  State& state = TheState();
  ++state.operations;
  const bool now = state.fail_at != 0 &&
                   (state.operations == state.fail_at ||
                    (state.for_good && state.operations > state.fail_at));
  state.failed = state.failed || now;
  return now;
}

int Close(sqlite3_file* file) {
  return Real(file)->pMethods->xClose(Real(file));
}

int Read(sqlite3_file* file, void* data, int size, sqlite3_int64 at) {
  return Real(file)->pMethods->xRead(Real(file), data, size, at);
}

int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  if (Fails()) {
    // Half of it may have reached the disk.
    static_cast<void>(
        Real(file)->pMethods->xWrite(Real(file), data, size / 2, at));
    return TheState().code;
  }
  return Real(file)->pMethods->xWrite(Real(file), data, size, at);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Fails()) return SQLITE_IOERR_TRUNCATE;
  return Real(file)->pMethods->xTruncate(Real(file), size);
}

int Sync(sqlite3_file* file, int flags) {
  ++TheState().flushes;
  if (Fails()) return SQLITE_IOERR_FSYNC;
  return Real(file)->pMethods->xSync(Real(file), flags);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Real(file)->pMethods->xFileSize(Real(file), size);
}

int Lock(sqlite3_file* file, int level) {
  return Real(file)->pMethods->xLock(Real(file), level);
}

int Unlock(sqlite3_file* file, int level) {
  return Real(file)->pMethods->xUnlock(Real(file), level);
}

int CheckReservedLock(sqlite3_file* file, int* out) {
  return Real(file)->pMethods->xCheckReservedLock(Real(file), out);
}

int FileControl(sqlite3_file* file, int op, void* arg) {
  return Real(file)->pMethods->xFileControl(Real(file), op, arg);
}

int SectorSize(sqlite3_file* file) {
  return Real(file)->pMethods->xSectorSize(Real(file));
}

int Characteristics(sqlite3_file* file) {
  return Real(file)->pMethods->xDeviceCharacteristics(Real(file));
}

int ShmMap(sqlite3_file* file, int page, int size, int extend,
           void volatile** out) {
  return Real(file)->pMethods->xShmMap(Real(file), page, size, extend, out);
}

int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Real(file)->pMethods->xShmLock(Real(file), offset, n, flags);
}

void ShmBarrier(sqlite3_file* file) {
  Real(file)->pMethods->xShmBarrier(Real(file));
}

int ShmUnmap(sqlite3_file* file, int remove) {
  return Real(file)->pMethods->xShmUnmap(Real(file), remove);
}

// Version 2: without memory-mapped pages, whose writes would not pass here.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Unlock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     Characteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
         int* out) {
  sqlite3_vfs* real = TheState().real;
  file->pMethods = nullptr;
  const int code = real->xOpen(real, name, Real(file), flags, out);
  if (Real(file)->pMethods != nullptr) file->pMethods = &kMethods;
  return code;
}

}  // namespace

FaultDisk::FaultDisk() {
  State& state = TheState();
  state = State();
  state.real = sqlite3_vfs_find(nullptr);
  state.vfs = *state.real;
  state.vfs.pNext = nullptr;
  state.vfs.zName = "patron-fault";
  state.vfs.szOsFile =
      static_cast<int>(sizeof(FaultFile)) + state.real->szOsFile;
  state.vfs.xOpen = Open;
  sqlite3_vfs_register(&state.vfs, /*makeDflt=*/1);
}

FaultDisk::~FaultDisk() {
  sqlite3_vfs_unregister(&TheState().vfs);
  sqlite3_vfs_register(TheState().real, /*makeDflt=*/1);
}

void FaultDisk::FailAt(int64_t n, int code, bool for_good) {
  Heal();
  State& state = TheState();
  state.fail_at = n;
  state.code = code;
  state.for_good = for_good;
}

void FaultDisk::Heal() {
  State& state = TheState();
  state.operations = 0;
  state.flushes = 0;
  state.fail_at = 0;
  state.failed = false;
}

bool FaultDisk::failed() const { return TheState().failed; }

int64_t FaultDisk::operations() const { return TheState().operations; }

int64_t FaultDisk::flushes() const { return TheState().flushes; }

}  // namespace patron::testing
