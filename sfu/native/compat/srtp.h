// The calls of libsrtp 3 that the worker makes, carried out by libsrtp 2.
//
// Version 3 reads one buffer and writes another, and builds its policy by calls; version 2 works in
// place and takes a struct. Functions of the same name differ in their parameters, so version 3's stand
// beside version 2's as C++ overloads. Only one type has the same name in both.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#define srtp_policy_t srtp2_policy_t
extern "C"
{
#include <srtp2/srtp.h>
}
#undef srtp_policy_t

// Known to version 3 alone; numbered after the last of version 2.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace visavis
{
	// Version 2's policy points to its key: they live and die together.
	struct SrtpPolicy
	{
		srtp2_policy_t parameters{};
		std::array<uint8_t, SRTP_MAX_KEY_LEN> key{};
	};

	// What protecting may add: the authentication tag and, to RTCP, the packet's index.
	inline constexpr size_t RtpGrowth{ SRTP_MAX_TRAILER_LEN };
	inline constexpr size_t RtcpGrowth{ SRTP_MAX_TRAILER_LEN + sizeof(uint32_t) };

	// Moves the packet to where the result is wanted and works on it there.
	template<srtp_err_status_t (*InPlace)(srtp_t, void*, int*)>
	srtp_err_status_t transform(
	  srtp_t session, size_t growth, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
	{
		if (*outLen < inLen + growth)
		{
			return srtp_err_status_buffer_small;
		}

		if (in != out)
		{
			std::memcpy(out, in, inLen);
		}

		int len           = static_cast<int>(inLen);
		const auto status = InPlace(session, out, &len);

		if (status == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(len);
		}

		return status;
	}
} // namespace visavis

using srtp_policy_t = visavis::SrtpPolicy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new visavis::SrtpPolicy();

	return srtp_err_status_ok;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->parameters.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->parameters.rtp, profile);

	// RTCP keeps the tag of 80 bits where RTP's is shortened to 32 (RFC 5764, 4.1.2).
	return status == srtp_err_status_ok
	         ? srtp_crypto_policy_set_from_profile_for_rtcp(&policy->parameters.rtcp, profile)
	         : status;
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
	if (mkiLen != 0 || keyLen + saltLen > policy->key.size())
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key.data(), key, keyLen);
	std::memcpy(policy->key.data() + keyLen, salt, saltLen);
	policy->parameters.key = policy->key.data();

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->parameters.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t size)
{
	policy->parameters.window_size = static_cast<unsigned long>(size);

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	return srtp_create(session, &policy->parameters);
}

// Both versions take the SSRC in network byte order.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mki*/)
{
	return visavis::transform<srtp_protect>(session, visavis::RtpGrowth, in, inLen, out, outLen);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return visavis::transform<srtp_unprotect>(session, 0, in, inLen, out, outLen);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mki*/)
{
	return visavis::transform<srtp_protect_rtcp>(session, visavis::RtcpGrowth, in, inLen, out, outLen);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return visavis::transform<srtp_unprotect_rtcp>(session, 0, in, inLen, out, outLen);
}
