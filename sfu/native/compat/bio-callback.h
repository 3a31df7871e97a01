// Included before RTC/DtlsTransport.cpp.
//
// The worker watches what OpenSSL writes through a BIO callback, and that callback answers 1 after every
// operation but one. The answer given after an operation replaces the operation's own result, so "does
// the kernel encrypt what is sent here?" is answered with yes. An OpenSSL that was built without kernel
// TLS, as upstream's is, never asks. Debian's does, then allocates no write buffer, and the first
// message of the handshake is written through a null pointer. So the result is left as it is.
#pragma once

#include <openssl/bio.h>

namespace visavis
{
	template<BIO_callback_fn_ex Watch>
	long keepResult(
	  BIO* bio, int operation, const char* data, size_t len, int argi, long argl, int result, size_t* processed)
	{
		const long answer = Watch(bio, operation, data, len, argi, argl, result, processed);
		const bool after  = (operation & BIO_CB_RETURN) != 0;

		return after ? static_cast<long>(result) : answer;
	}
} // namespace visavis

#define BIO_set_callback_ex(bio, watch) (BIO_set_callback_ex)((bio), visavis::keepResult<watch>)
