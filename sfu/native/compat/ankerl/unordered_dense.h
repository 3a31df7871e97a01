// The names that the worker uses of ankerl::unordered_dense, which Debian does not package, given to the
// standard containers. Those promise more (stable references, stable iterators) and are slower; the
// difference does not show beside the cost of a packet's encryption.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename T>
	struct hash
	{
		auto operator()(const T& value) const noexcept -> uint64_t
		{
			return std::hash<T>{}(value);
		}
	};

	template<typename Key, typename T, typename Hash = std::hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, T, Hash, Equal>;

	template<typename Key, typename Hash = std::hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense
